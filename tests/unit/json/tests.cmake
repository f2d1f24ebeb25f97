set(here ${CMAKE_CURRENT_LIST_DIR})
enedis2mqtt_test(unit_json
  SOURCES ${here}/app_options_test.cpp ${here}/history_test.cpp ${here}/status_test.cpp ${here}/text_test.cpp ${here}/records_test.cpp
  LIBRARIES enedis2mqtt_json Boost::json)
