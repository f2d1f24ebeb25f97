enedis2mqtt_test(component_store
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/backup_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/curve_merge_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/failures_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ledgers_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/migration_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/open_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/readings_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/statistics_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/transaction_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/trust_test.cpp
  LIBRARIES enedis2mqtt_store SQLiteCpp SQLite::SQLite3 fmt::fmt)
