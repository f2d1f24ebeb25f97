set(here ${CMAKE_CURRENT_LIST_DIR})
enedis2mqtt_test(component_consent_page
  SOURCES ${here}/paste_test.cpp ${here}/redirect_test.cpp ${here}/setup_test.cpp ${here}/words_test.cpp
          ${here}/openapi_test.cpp
  LIBRARIES enedis2mqtt_web enedis2mqtt_json Boost::json yaml-cpp)
