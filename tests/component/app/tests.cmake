enedis2mqtt_test(component_notify
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/notify_test.cpp
  LIBRARIES enedis2mqtt_app)
