#!/bin/bash
# build_plugin.sh PYSIDE_FOLDER OUT_FOLDER
#
# Builds the Qt 6 input plugin for fcitx 4 and fcitx5 against the Qt that is inside the PySide6 wheel, and
# writes it to OUT_FOLDER/platforminputcontexts/. `python3 dev.py typing-plugin` runs it.
# Source: the folder qt6/platforminputcontext (BSD-3-Clause) of Debian's source package fcitx-qt5.
# Headers and code generators: Debian 13's Qt of the same minor version, unpacked beside, never installed.
# Needs: g++, binutils, apt-get, dpkg-deb, xz. APT_MIRROR names another mirror than the machine's own.
# Ends with an error when the plugin asks for more than UOS 20 has.
set -euo pipefail
cd "$(dirname "$0")/../.."
PYSIDE=$(realpath "$1"); OUT=$(realpath -m "$2"); WORK=$OUT.work
CXX=${CXX:-g++}
NAME=libfcitxplatforminputcontextplugin.so
MADE=$OUT/platforminputcontexts/$NAME
RELEASE=fcitx-qt5_1.2.7
SOURCE_SHA=951fcf8f1db23ed22ad91094eb4c6c906f92005a3643b52f666bd8a331163147
HEADERS=trixie      # its Qt is 6.8.2: the same private interface as the wheel's 6.8.3
SOURCES=bookworm
GLIBC=2.28 GLIBCXX=3.4.25 CXXABI=1.3.11     # UOS 20: glibc 2.28, and GCC 8's library

fail() { echo "$*" >&2; exit 1; }

check_tools() {
    local tool
    for tool in "$CXX" objdump strip apt-get dpkg-deb xz; do
        command -v "$tool" >/dev/null || fail "$tool is missing; install g++, binutils and xz-utils."
    done
    ls "$PYSIDE"/Qt/lib/libQt6{Core,Gui,DBus}.so.6 >/dev/null || fail "$PYSIDE holds no Qt 6."
    [ -r "$KEYRING" ] || fail "$KEYRING is missing (package debian-archive-keyring)."
}

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
check_tools
rm -rf "$WORK"; mkdir -p "$WORK"/{debs,source,unpacked,generated,objects,xkb} "$(dirname "$MADE")"
mkdir -p "$WORK"/apt/{state/lists/partial,cache/archives/partial}; : > "$WORK/apt/status"

# --- packages, by an apt state of our own ---------------------------------------------------------
MIRROR=${APT_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
    grep -E '/debian/?$' | head -n 1)}
[ -n "$MIRROR" ] || fail "No Debian mirror in this machine's apt sources; name one in APT_MIRROR."
echo "mirror: $MIRROR"
cat > "$WORK/apt/sources.list" <<EOF
deb [signed-by=$KEYRING] $MIRROR $HEADERS main
deb-src [signed-by=$KEYRING] $MIRROR $SOURCES main
EOF
APT=(-qq -o Dir::Etc::sourcelist="$WORK/apt/sources.list" -o Dir::Etc::sourceparts=-
    -o Dir::State="$WORK/apt/state" -o Dir::Cache="$WORK/apt/cache" -o Dir::State::status="$WORK/apt/status"
    -o APT::Architecture=amd64 -o APT::Sandbox::User=root -o Acquire::Check-Valid-Until=false)
apt-get "${APT[@]}" update
(cd "$WORK/debs" && apt-get "${APT[@]}" download \
    qt6-base-dev qt6-base-private-dev libxkbcommon-dev libxkbcommon0 \
    qt6-base-dev-tools libqt6core6t64 libqt6dbus6 libc6 libgcc-s1 libstdc++6 libzstd1 libpcre2-16-0 \
    libpcre2-8-0 libicu76 libb2-1 libgomp1 libdouble-conversion3 libdbus-1-3 libglib2.0-0t64 zlib1g \
    libsystemd0 libcap2 libselinux1)
for package in "$WORK"/debs/*.deb; do dpkg-deb -x "$package" "$WORK/unpacked"; done
# Only the original tar: the mirror may lack Debian's own part, and its sum is what counts.
(cd "$WORK/source" && apt-get "${APT[@]}" source --tar-only --download-only fcitx-qt5=1.2.7-2 &&
    echo "$SOURCE_SHA  $RELEASE.orig.tar.xz" | sha256sum -c --quiet - && tar xf "$RELEASE.orig.tar.xz")
SOURCE=$WORK/source/${RELEASE/_/-}/qt6/platforminputcontext
for file in "$SOURCE"/*.cpp "$SOURCE"/*.h; do
    if ! grep -q 'Redistribution and use in source and binary forms' "$file" || grep -q 'General Public' "$file"; then
        fail "$file is not under BSD-3-Clause."
    fi
done
# Upstream's commit() does nothing. Qt calls it before the focus moves, and the program before a shortcut acts;
# what was being composed would be lost, and the selected words that it replaces with it.
FILE=$SOURCE/qfcitxplatforminputcontext.cpp
sed -i 's/::commit() { QPlatformInputContext::commit(); }/::commit() { reset(); }/' "$FILE"
grep -q '::commit() { reset(); }' "$FILE" || fail "The change to commit() no longer fits $FILE."

# --- the versions must fit: the wheel's minor version and the headers' ------------------------------
LIBRARIES=$WORK/unpacked/usr/lib/x86_64-linux-gnu
INCLUDE=$WORK/unpacked/usr/include/x86_64-linux-gnu/qt6
VERSION=$(basename "$(ls -d "$INCLUDE"/QtGui/6.*)")
WHEEL=$(strings "$PYSIDE/Qt/lib/libQt6Core.so.6" | grep -oE 'Qt 6\.[0-9]+\.[0-9]+' | head -n 1 | cut -c4-)
echo "Qt of the wheel: $WHEEL; of the headers: $VERSION"
[ "${WHEEL%.*}" = "${VERSION%.*}" ] || fail "The headers are of another Qt than the wheel; nothing was built."

# --- generated code, by Debian 13's own tools through its own loader --------------------------------
run_unpacked() { "$LIBRARIES/ld-linux-x86-64.so.2" --library-path "$LIBRARIES" "$@"; }
cd "$WORK/generated"
for pair in InputContext:inputcontextproxy InputContext1:inputcontext1proxy \
    InputMethod:inputmethodproxy InputMethod1:inputmethod1proxy; do
    run_unpacked "$WORK/unpacked/usr/lib/qt6/bin/qdbusxml2cpp" -m -i fcitxqtdbustypes.h \
        -p "${pair#*:}" "$SOURCE/org.fcitx.Fcitx.${pair%%:*}.xml"
done
FOLDERS=("$INCLUDE" "$INCLUDE"/Qt{Core,Gui,DBus})
for part in QtCore QtGui; do FOLDERS+=("$INCLUDE/$part/$VERSION" "$INCLUDE/$part/$VERSION/$part"); done
DEFINES=(-DQT_CORE_LIB -DQT_GUI_LIB -DQT_DBUS_LIB -DQT_NO_KEYWORDS -DQT_NO_DEBUG -DNDEBUG -DQT_PLUGIN)
for header in "$SOURCE"/{fcitxinputcontextproxy,fcitxwatcher,main,qfcitxplatforminputcontext}.h ./*proxy.h; do
    run_unpacked "$WORK/unpacked/usr/lib/qt6/libexec/moc" "${DEFINES[@]}" "${FOLDERS[@]/#/-I}" \
        -I"$SOURCE" -I. "$header" -o "moc_$(basename "${header%.h}").cpp"
done
sed -i '/^#include ".*moc.*"$/d' ./*proxy.cpp   # they are compiled on their own
# GCC 11 and newer call this; the library of GCC 8 to 10 has none, so the plugin carries its own. A static
# library is no way out: Debian 12's asks for symbols of glibc 2.35 and 2.36.
cat > compatible.cpp <<'EOF'
#include <cstdlib>
namespace std { [[noreturn]] void __throw_bad_array_new_length(); void __throw_bad_array_new_length() { std::abort(); } }
EOF

# --- compiled, and linked against the wheel's own libraries -----------------------------------------
cp -r "$WORK/unpacked/usr/include/xkbcommon" "$WORK/xkb/"
FLAGS=(-std=c++17 -O2 -ffile-prefix-map="$WORK"=. -fPIC -fvisibility=hidden -fvisibility-inlines-hidden
    -fno-plt -Wall "${DEFINES[@]}")
for folder in "${FOLDERS[@]}" "$WORK/xkb"; do FLAGS+=(-isystem "$folder"); done
export OBJECTS=$WORK/objects
printf '%s\n' "$SOURCE"/*.cpp "$PWD"/*.cpp | xargs -P "$(nproc)" -I{} \
    sh -c 'file=$1; shift; exec "$@" -c "$file" -o "$OBJECTS/$(basename "$file").o"' sh {} \
    "$CXX" "${FLAGS[@]}" -I"$SOURCE" -I"$WORK/generated"
"$CXX" -shared -o "$WORK/$NAME" "$OBJECTS"/*.o "$PYSIDE"/Qt/lib/libQt6{DBus,Gui,Core}.so.6 \
    "$LIBRARIES/libxkbcommon.so.0" -Wl,--no-undefined -Wl,--as-needed -Wl,--allow-shlib-undefined \
    -Wl,-rpath,'$ORIGIN/../../lib' -Wl,-z,relro -Wl,-z,now -Wl,-soname,$NAME
strip --strip-unneeded "$WORK/$NAME"

# --- what it asks for -------------------------------------------------------------------------------
for limit in GLIBC GLIBCXX CXXABI; do
    asked=$(objdump -T "$WORK/$NAME" | grep -oE "\b${limit}_[0-9][0-9.]*" | sed "s/.*_//" | sort -Vu | tail -n 1)
    echo "$limit ${asked:-none} (at most ${!limit})"
    [ "$(printf '%s\n' "${asked:-0}" "${!limit}" | sort -V | tail -n 1)" = "${!limit}" ] ||
        fail "The plugin asks for $limit $asked; UOS 20 has ${!limit}."
done
mv "$WORK/$NAME" "$MADE"
rm -rf "$WORK"
sha256sum "$MADE"
