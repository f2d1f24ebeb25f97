enedis2mqtt_test(unit_imports
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/cells_test.cpp ${CMAKE_CURRENT_LIST_DIR}/csv_layouts_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/xlsx_layouts_test.cpp ${CMAKE_CURRENT_LIST_DIR}/clock_changes_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/steps_test.cpp ${CMAKE_CURRENT_LIST_DIR}/refused_files_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/registers_test.cpp ${CMAKE_CURRENT_LIST_DIR}/by_row_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/tools_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/jeedom_test.cpp ${CMAKE_CURRENT_LIST_DIR}/myelectricaldata_test.cpp
          ${PROJECT_SOURCE_DIR}/tests/support/xlsx.cpp
  LIBRARIES enedis2mqtt_imports ${LIBZIP} SQLiteCpp SQLite::SQLite3)
