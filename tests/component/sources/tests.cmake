enedis2mqtt_test(component_sources
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/registry_test.cpp ${CMAKE_CURRENT_LIST_DIR}/enedis_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/enedis_auth_test.cpp ${CMAKE_CURRENT_LIST_DIR}/conso_api_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/consent_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/my_electrical_data_test.cpp
  LIBRARIES enedis2mqtt_sources)
