enedis2mqtt_test(unit_base
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/error_test.cpp ${CMAKE_CURRENT_LIST_DIR}/secret_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/async_test.cpp ${CMAKE_CURRENT_LIST_DIR}/task_group_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/clock_test.cpp
  LIBRARIES enedis2mqtt_base)
