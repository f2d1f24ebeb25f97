enedis2mqtt_test(component_simulator
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/gateway_test.cpp ${CMAKE_CURRENT_LIST_DIR}/consent_round_test.cpp
  LIBRARIES enedis2mqtt_simulator enedis2mqtt_sources Boost::json)
