enedis2mqtt_test(unit_config
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/environment_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/hostile_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/load_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/page_meters_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/problem_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/problems_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/reference_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/secrets_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/tariffs_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/values_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/write_test.cpp
  LIBRARIES enedis2mqtt_config yaml-cpp)
