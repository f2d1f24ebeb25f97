enedis2mqtt_test(story
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/first_days_test.cpp ${CMAKE_CURRENT_LIST_DIR}/calendar_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/history_test.cpp ${CMAKE_CURRENT_LIST_DIR}/home_assistant_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/rounds_test.cpp ${CMAKE_CURRENT_LIST_DIR}/tempo_test.cpp ${CMAKE_CURRENT_LIST_DIR}/sharing_test.cpp ${CMAKE_CURRENT_LIST_DIR}/trouble_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/odd_answers_test.cpp ${CMAKE_CURRENT_LIST_DIR}/story.cpp
  LIBRARIES enedis2mqtt_app Boost::json Boost::url)
