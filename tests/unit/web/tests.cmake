set(here ${CMAKE_CURRENT_LIST_DIR})
enedis2mqtt_test(unit_web
  SOURCES ${here}/attempts_test.cpp ${here}/route_test.cpp ${here}/sessions_test.cpp ${here}/visitor_test.cpp
  LIBRARIES enedis2mqtt_web)
