enedis2mqtt_test(component_bridge
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/call_gate_test.cpp ${CMAKE_CURRENT_LIST_DIR}/source_down_test.cpp ${CMAKE_CURRENT_LIST_DIR}/cycle_test.cpp ${CMAKE_CURRENT_LIST_DIR}/collection_test.cpp ${CMAKE_CURRENT_LIST_DIR}/costs_test.cpp ${CMAKE_CURRENT_LIST_DIR}/comparison_test.cpp ${CMAKE_CURRENT_LIST_DIR}/tempo_days_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/history_test.cpp ${CMAKE_CURRENT_LIST_DIR}/history_trouble_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/settle_test.cpp ${CMAKE_CURRENT_LIST_DIR}/odd_points_test.cpp
                  ${CMAKE_CURRENT_LIST_DIR}/locked_archive_test.cpp ${CMAKE_CURRENT_LIST_DIR}/day_totals_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/stored_records_test.cpp
  LIBRARIES enedis2mqtt_bridge enedis2mqtt_json enedis2mqtt_store SQLiteCpp SQLite::SQLite3)
