set(here ${CMAKE_CURRENT_LIST_DIR})
enedis2mqtt_test(unit_sinks
  SOURCES ${here}/discovery_test.cpp ${here}/requests_in_test.cpp ${here}/spoken_test.cpp
          ${here}/topics_test.cpp
  LIBRARIES enedis2mqtt_sinks Boost::json)
