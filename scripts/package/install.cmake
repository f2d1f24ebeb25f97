# What `cmake --install` and the Debian package put where.

# The pages come from the command line itself.
set(pages ${PROJECT_BINARY_DIR}/pages)
foreach(page IN ITEMS man:enedis2mqtt.1 bash:enedis2mqtt zsh:_enedis2mqtt fish:enedis2mqtt.fish)
  string(REGEX MATCH "^[a-z]+" kind ${page})
  string(REGEX REPLACE "^[a-z]+:" "" file ${page})
  add_custom_command(
    OUTPUT ${pages}/${file}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${pages}
    COMMAND enedis2mqtt --generate ${kind} > ${pages}/${file}
    DEPENDS enedis2mqtt
    VERBATIM)
  list(APPEND page_files ${pages}/${file})
endforeach()
add_custom_command(
  OUTPUT ${pages}/enedis2mqtt.1.gz
  COMMAND gzip -9nkf ${pages}/enedis2mqtt.1
  DEPENDS ${pages}/enedis2mqtt.1
  VERBATIM)
add_custom_target(pages ALL DEPENDS ${page_files} ${pages}/enedis2mqtt.1.gz)

install(TARGETS enedis2mqtt COMPONENT program)
install(FILES ${pages}/enedis2mqtt.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES ${pages}/enedis2mqtt DESTINATION share/bash-completion/completions COMPONENT program)
install(FILES ${pages}/enedis2mqtt.fish DESTINATION share/fish/vendor_completions.d COMPONENT program)
# The build tree has it where an installed program finds it: in share/enedis2mqtt.
configure_file(config/tariffs/regulated.yaml ${PROJECT_BINARY_DIR}/share/enedis2mqtt/tariffs/regulated.yaml COPYONLY)
install(FILES config/tariffs/regulated.yaml DESTINATION share/enedis2mqtt/tariffs COMPONENT program)
install(FILES config/reference.yaml DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
# The smallest useful file, for the service: with the place of its archive.
install(FILES config/systemd/enedis2mqtt.yaml DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME enedis2mqtt.example.yaml
        COMPONENT program)
# systemd looks below /usr/local/lib too.
install(FILES config/systemd/enedis2mqtt.service DESTINATION lib/systemd/system COMPONENT program)
install(FILES config/systemd/enedis2mqtt.sysusers DESTINATION lib/sysusers.d RENAME enedis2mqtt.conf
        COMPONENT program)
# zsh's own folder, and Debian's.
install(FILES ${pages}/_enedis2mqtt DESTINATION share/zsh/site-functions COMPONENT local)
install(FILES ${pages}/_enedis2mqtt DESTINATION share/zsh/vendor-completions COMPONENT debian EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL program debian)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_NAME enedis2mqtt)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1 CACHE STRING "Revision of the Debian package")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "the enedis2mqtt developers <developers@enedis2mqtt.invalid>"
    CACHE STRING "Who answers for the Debian package")
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "data of Linky meters, from Enedis to MQTT")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Fetches the data of French Linky electricity meters, keeps every reading in
an SQLite archive, and publishes hourly, daily, monthly, yearly and maximum
power values as retained MQTT topics with Home Assistant discovery.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "ca-certificates, tzdata, init-system-helpers (>= 1.52), systemd | systemd-standalone-sysusers | systemd-sysusers")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS mosquitto)
set(package ${PROJECT_SOURCE_DIR}/scripts/package)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${package}/postinst ${package}/prerm ${package}/postrm)

string(TIMESTAMP built_at "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(${package}/changelog.in ${PROJECT_BINARY_DIR}/changelog.Debian @ONLY)
execute_process(COMMAND gzip -9nkf ${PROJECT_BINARY_DIR}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
install(FILES ${PROJECT_BINARY_DIR}/changelog.Debian.gz ${package}/copyright DESTINATION share/doc/enedis2mqtt
        COMPONENT debian EXCLUDE_FROM_ALL)
include(CPack)
