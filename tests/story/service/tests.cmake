enedis2mqtt_test(story_service
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/service_test.cpp ${PROJECT_SOURCE_DIR}/tests/story/bridge/story.cpp
  LIBRARIES enedis2mqtt_app Boost::json Boost::url)
