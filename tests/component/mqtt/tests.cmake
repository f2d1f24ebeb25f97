enedis2mqtt_test(component_mqtt
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/broker_address_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/session_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/connection_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/delivery_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/tls_test.cpp
          ${PROJECT_SOURCE_DIR}/tests/support/mosquitto.cpp
          ${PROJECT_SOURCE_DIR}/tests/support/test_certificates.cpp
  LIBRARIES enedis2mqtt_mqtt)
