# cmake -DDIST=web/dist -DOUT=assets_data.cpp -P EmbedAssets.cmake
#
# Writes a C++ file that embeds every file of DIST, as it is and (where that is smaller) compressed by
# gzip -9, so that the server is one file and compresses nothing at run time.
file(GLOB_RECURSE files RELATIVE ${DIST} ${DIST}/*)
list(FILTER files EXCLUDE REGEX "\\.(gz|map)$|^\\.")
list(SORT files)
get_filename_component(dir ${OUT} DIRECTORY)
set(data "// Made by cmake/EmbedAssets.cmake from web/dist.\n#include \"site/assets.h\"\n\n")
set(table "")
set(index 0)
foreach(name ${files})
  set(zipped ${dir}/embedded/${index}.gz)
  file(MAKE_DIRECTORY ${dir}/embedded)
  execute_process(COMMAND gzip -9 -n -c ${DIST}/${name} OUTPUT_FILE ${zipped} COMMAND_ERROR_IS_FATAL ANY)
  foreach(form "plain;${DIST}/${name}" "gzip;${zipped}")
    list(GET form 0 kind)
    list(GET form 1 path)
    string(APPEND data
      "__asm__(\".section .rodata\\n.balign 16\\nplenary_asset_${index}_${kind}:\\n.incbin \\\"${path}\\\"\\n"
      "plenary_asset_${index}_${kind}_end:\\n.byte 0\\n.previous\\n\");\n"
      "extern \"C\" const char plenary_asset_${index}_${kind}[];\n"
      "extern \"C\" const char plenary_asset_${index}_${kind}_end[];\n")
  endforeach()
  string(APPEND table
    "    {\"${name}\", {plenary_asset_${index}_plain, plenary_asset_${index}_plain_end},\n"
    "     {plenary_asset_${index}_gzip, plenary_asset_${index}_gzip_end}},\n")
  math(EXPR index "${index} + 1")
endforeach()
string(APPEND data "\nnamespace plenary::site {\nnamespace {\n\nconst EmbeddedAsset kAssets[] = {\n${table}};\n\n}  // namespace\n\n"
  "std::span<const EmbeddedAsset> embedded_assets() { return kAssets; }\n\n}  // namespace plenary::site\n")
file(WRITE ${OUT} "${data}")
