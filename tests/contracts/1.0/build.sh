#!/usr/bin/env bash
# Builds the plugin of this folder against contract 1.0, as this repository had it at its last commit with that version. The same bytes each time.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
commit=5739b74
tree=$(mktemp -d)
trap 'git worktree remove --force "$tree/astra"; rm -rf "$tree"' EXIT
git worktree add --detach "$tree/astra" "$commit"
mkdir "$tree/astra/tests/plugins/FirstContract"
cp FirstContract.cs plugin.json "$tree/astra/tests/plugins/FirstContract"
echo '<Project Sdk="Microsoft.NET.Sdk" />' > "$tree/astra/tests/plugins/FirstContract/FirstContract.csproj"
cd "$tree/astra"
dotnet build tests/plugins/FirstContract -c Release -p:DebugType=none -p:IncludeSourceRevisionInInformationalVersion=false -o "$tree/out"
cp "$tree/out/Astra.Plugin.FirstContract.dll" "$tree/out/Astra.Plugin.FirstContract.deps.json" "$here"
cp tests/Abstractions.Tests/PublicApi.txt "$here/PublicApi.txt"
