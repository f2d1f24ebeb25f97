enedis2mqtt_test(component_simulator
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/gateway_test.cpp
  LIBRARIES enedis2mqtt_simulator Boost::json)
