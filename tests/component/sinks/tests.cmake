set(here ${CMAKE_CURRENT_LIST_DIR})
enedis2mqtt_test(component_sinks
  SOURCES ${here}/clearing_test.cpp ${here}/hang_up_test.cpp ${here}/publishing_test.cpp ${here}/refusals_test.cpp ${here}/requests_test.cpp
          ${here}/announced_test.cpp
  LIBRARIES enedis2mqtt_sinks Boost::json)
