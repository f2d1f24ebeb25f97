set(here ${CMAKE_CURRENT_LIST_DIR})
enedis2mqtt_test(component_web
  SOURCES ${here}/assets_test.cpp ${here}/events_test.cpp ${here}/health_test.cpp ${here}/meters_test.cpp
          ${here}/metrics_test.cpp ${here}/openapi_test.cpp ${here}/readings_test.cpp ${here}/routes_test.cpp
          ${here}/session_test.cpp
  LIBRARIES enedis2mqtt_web enedis2mqtt_json Boost::json yaml-cpp)
