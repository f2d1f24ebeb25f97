# cmake -DASSETS=<files, ;> -DCHART=<file> -DOUT=<directory> -P embed.cmake
# Writes OUT/assets_embedded.cpp: each file of the page, plain and gzip'ed, its type and the hash of its content.
# linky-meter.js and linky-card.js are joined from their parts: pages of others load one file.
file(MAKE_DIRECTORY ${OUT})
set(types html "text/html\\; charset=utf-8" css "text/css\\; charset=utf-8" js "text/javascript\\; charset=utf-8"
  svg image/svg+xml png image/png ico image/x-icon yaml application/yaml webmanifest application/manifest+json)

set(number 0)
set(declarations "")
set(rows "")

function(place file path)
  get_filename_component(name ${file} NAME)
  string(REGEX REPLACE ".*\\." "" ending ${name})
  list(FIND types ${ending} at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${name}: what is a .${ending} file?")
  endif()
  math(EXPR at "${at} + 1")
  list(GET types ${at} type)
  execute_process(COMMAND gzip -9 -n -c ${file} OUTPUT_FILE ${OUT}/${name}.gz COMMAND_ERROR_IS_FATAL ANY)
  file(SHA256 ${file} hash)
  string(SUBSTRING ${hash} 0 16 hash)
  foreach(form plain gzip)
    set(from ${file})
    if(form STREQUAL gzip)
      set(from ${OUT}/${name}.gz)
    endif()
    set(symbol enedis2mqtt_asset_${number}_${form})
    string(APPEND declarations
      "asm(\".section .rodata\\n.global ${symbol}\\n${symbol}:\\n.incbin \\\"${from}\\\"\\n\"\n"
      "    \".global ${symbol}_end\\n${symbol}_end:\\n.byte 0\\n.previous\\n\");\n"
      "extern \"C\" char const ${symbol}[];\nextern \"C\" char const ${symbol}_end[];\n")
    set(${form} "{${symbol}, ${symbol}_end}")
  endforeach()
  string(APPEND rows "    {\"${path}\", \"${type}\", \"W/\\\"${hash}\\\"\", ${plain}, ${gzip}},\n")
  math(EXPR number "${number} + 1")
  set(number ${number} PARENT_SCOPE)
  set(declarations "${declarations}" PARENT_SCOPE)
  set(rows "${rows}" PARENT_SCOPE)
endfunction()

function(join_parts name)
  set(joined "")
  foreach(part ${ARGN})
    file(READ ${folder}/linky-${part}.part.js text)
    string(APPEND joined "${text}\n")
  endforeach()
  file(WRITE ${OUT}/${name} "${joined}")
endfunction()

foreach(file ${ASSETS})
  get_filename_component(name ${file} NAME)
  get_filename_component(folder ${file} DIRECTORY)
  if(name STREQUAL index.html)
    place(${file} /)
  elseif(name STREQUAL openapi.yaml)
    place(${file} /api/openapi.yaml)
  elseif(NOT name MATCHES "\\.part\\.js$")
    place(${file} /assets/${name})
  endif()
endforeach()
join_parts(linky-meter.js words face element)
place(${OUT}/linky-meter.js /linky-meter.js)
join_parts(linky-card.js words face element card)
place(${OUT}/linky-card.js /linky-card.js)
configure_file(${CHART} ${OUT}/chart.js COPYONLY)
place(${OUT}/chart.js /assets/chart.js)

file(WRITE ${OUT}/assets_embedded.cpp "#include \"web/assets.hpp\"\n\n#include <array>\n\n${declarations}
namespace enedis2mqtt::web {
namespace {
std::array<Asset, ${number}> const embedded{{
${rows}}};
}

std::span<Asset const> assets() {
    return embedded;
}
} // namespace enedis2mqtt::web
")
