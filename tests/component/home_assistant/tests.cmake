enedis2mqtt_test(component_home_assistant
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/session_test.cpp ${CMAKE_CURRENT_LIST_DIR}/statistics_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/trouble_test.cpp
  LIBRARIES enedis2mqtt_home_assistant enedis2mqtt_store Boost::json)
