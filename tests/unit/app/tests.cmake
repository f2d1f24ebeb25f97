enedis2mqtt_test(unit_cli_pages
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/cli_pages_test.cpp
  LIBRARIES enedis2mqtt_app CLI11::CLI11)
