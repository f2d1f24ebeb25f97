enedis2mqtt_test(component_broker_probe
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/broker_probe_test.cpp ${PROJECT_SOURCE_DIR}/tests/support/mosquitto.cpp
          ${PROJECT_SOURCE_DIR}/tests/support/test_certificates.cpp
  LIBRARIES enedis2mqtt_app)
