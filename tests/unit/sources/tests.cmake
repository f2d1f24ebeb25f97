enedis2mqtt_test(unit_sources
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/stamps_test.cpp ${CMAKE_CURRENT_LIST_DIR}/readings_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/refused_answers_test.cpp ${CMAKE_CURRENT_LIST_DIR}/odd_points_test.cpp ${CMAKE_CURRENT_LIST_DIR}/error_decode_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/error_shapes_test.cpp ${CMAKE_CURRENT_LIST_DIR}/pauses_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/texts_test.cpp ${CMAKE_CURRENT_LIST_DIR}/tempo_decode_test.cpp ${CMAKE_CURRENT_LIST_DIR}/consent_paste_test.cpp
  LIBRARIES enedis2mqtt_sources)
