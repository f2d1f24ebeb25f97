enedis2mqtt_test(unit_cli_pages
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/cli_pages_test.cpp
  LIBRARIES enedis2mqtt_app CLI11::CLI11)
enedis2mqtt_test(unit_home_assistant_app
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/home_assistant_app_test.cpp
  LIBRARIES enedis2mqtt_config enedis2mqtt_json yaml-cpp)
