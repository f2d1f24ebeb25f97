enedis2mqtt_test(component_http
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/url_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/proxy_rules_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/client_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/client_failures_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/client_tls_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/client_proxy_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/web_socket_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/server_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/server_stream_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/../../support/test_certificates.cpp
  LIBRARIES enedis2mqtt_http)
