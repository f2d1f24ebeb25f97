set(here ${CMAKE_CURRENT_LIST_DIR})
enedis2mqtt_test(component_home_assistant
  SOURCES ${here}/energy_held_test.cpp ${here}/session_test.cpp ${here}/statistics_test.cpp ${CMAKE_CURRENT_LIST_DIR}/cost_statistics_test.cpp ${here}/trouble_test.cpp
  LIBRARIES enedis2mqtt_home_assistant enedis2mqtt_store Boost::json)
