enedis2mqtt_test(unit_home_assistant
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/plan_test.cpp ${CMAKE_CURRENT_LIST_DIR}/protocol_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/take_in_test.cpp
  LIBRARIES enedis2mqtt_home_assistant Boost::json)
