enedis2mqtt_test(unit_simulator
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/household_test.cpp ${CMAKE_CURRENT_LIST_DIR}/grid_operator_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/dialects_test.cpp ${CMAKE_CURRENT_LIST_DIR}/refusals_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/faults_test.cpp ${CMAKE_CURRENT_LIST_DIR}/control_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/consent_desk_test.cpp ${CMAKE_CURRENT_LIST_DIR}/tempo_test.cpp
  LIBRARIES enedis2mqtt_simulator Boost::json)
