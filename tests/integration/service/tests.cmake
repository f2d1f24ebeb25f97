enedis2mqtt_test(integration_service
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/service.cpp ${CMAKE_CURRENT_LIST_DIR}/commands_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/history_test.cpp ${CMAKE_CURRENT_LIST_DIR}/locked_archive_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/service_test.cpp ${PROJECT_SOURCE_DIR}/tests/support/mosquitto.cpp
          ${PROJECT_SOURCE_DIR}/tests/support/process.cpp ${PROJECT_SOURCE_DIR}/tests/support/test_certificates.cpp
  LIBRARIES enedis2mqtt_mqtt enedis2mqtt_http enedis2mqtt_domain Boost::json OpenSSL::SSL SQLiteCpp SQLite::SQLite3)
add_dependencies(integration_service enedis2mqtt)
add_test(NAME costs COMMAND ${PROJECT_SOURCE_DIR}/tests/interop/costs/run $<TARGET_FILE:enedis2mqtt>)
