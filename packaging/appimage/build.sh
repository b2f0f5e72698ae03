#!/bin/sh
# An AppImage out of the Debian package:  appimage/build.sh dist/flux-desktop_0.1.0_amd64.deb
# Needs appimagetool and a run-time file for it (https://github.com/AppImage), which no package registry carries:
#   APPIMAGETOOL=./appimagetool RUNTIME=./runtime-x86_64 packaging/appimage/build.sh PACKAGE.deb
set -eu

package=$1
identifier=io.github.flux_desktop.FluxDesktop
version=$(dpkg-deb --field "$package" Version)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dpkg-deb --extract "$package" "$work/AppDir"
cd "$work/AppDir"
ln -s usr/lib/flux-desktop/flux-desktop AppRun
ln -s "usr/share/applications/$identifier.desktop" "$identifier.desktop"
ln -s "usr/share/icons/hicolor/256x256/apps/$identifier.png" "$identifier.png"
ln -s "$identifier.png" .DirIcon
mv "usr/share/metainfo/$identifier.metainfo.xml" "usr/share/metainfo/$identifier.appdata.xml"
rm -r usr/share/lintian
cd - > /dev/null

ARCH=$(uname -m) "${APPIMAGETOOL:-appimagetool}" ${RUNTIME:+--runtime-file "$RUNTIME"} \
  "$work/AppDir" "dist/Flux_Desktop-$version-$(uname -m).AppImage"
