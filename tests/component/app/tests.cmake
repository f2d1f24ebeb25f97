enedis2mqtt_test(component_notify
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/notify_test.cpp
  LIBRARIES enedis2mqtt_app)
enedis2mqtt_test(component_file_imports
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/file_imports_test.cpp
  LIBRARIES enedis2mqtt_app SQLiteCpp SQLite::SQLite3)
