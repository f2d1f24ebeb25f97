set(here ${CMAKE_CURRENT_LIST_DIR})
enedis2mqtt_test(unit_domain
  SOURCES ${here}/advice_test.cpp ${here}/aggregate_test.cpp ${here}/bisection_test.cpp ${here}/calendar_test.cpp ${here}/call_budget_test.cpp
          ${here}/pause_test.cpp ${here}/fetch_plan_test.cpp ${here}/freshness_test.cpp ${here}/history_test.cpp ${here}/ledger_test.cpp ${here}/meter_test.cpp ${here}/plausible_test.cpp ${here}/poll_round_test.cpp
          ${here}/reading_test.cpp ${here}/statistics_test.cpp ${here}/cost_test.cpp ${here}/tariff_test.cpp ${here}/tempo_test.cpp ${here}/timetable_test.cpp ${here}/units_test.cpp
  LIBRARIES enedis2mqtt_domain)
