@echo off
rem xlplanを導入します。管理者権限もネットワークも使いません。
rem   install.cmd            導入または更新
rem   install.cmd --attach   Excelからの起動が禁じられたPC向け
rem   install.cmd --rollback 1つ前の版に戻す
rem   環境変数XLPLAN_QUIETがあれば、キー入力を待ちません（ログオンスクリプト用）。
rem 場所の名前に括弧があってもよいように、名前を使う行は括弧の中に置きません。
setlocal
rem 共有フォルダの上からも動くように、仮のドライブ文字を割り当てます。
pushd "%~dp0"
set "HERE=%CD%\"
set "SETUP=%LOCALAPPDATA%\xlplan\setup"
set "PACKAGE="
set "GOT="
set "ENDED=1"
for %%f in (python\python-3*-embed-amd64.zip) do set "PACKAGE=%%f"
if defined PACKAGE goto embeddable

set "PYTHON="
for %%p in ("py -3.12" "py -3.11" "python") do if not defined PYTHON call :try %%p
if not defined PYTHON goto no_python
%PYTHON% "%HERE%install.py" %*
set "ENDED=%errorlevel%"
goto finish

:try
%~1 -c "import sys; sys.exit(sys.maxsize < 2**32)" >nul 2>nul
if not errorlevel 1 set "PYTHON=%~1"
exit /b 0

:embeddable
rem 置かれたPythonを、配布元で確かめたSHA-256と比べてから使います。
for /f "skip=1 delims=" %%h in ('certutil -hashfile "%PACKAGE%" SHA256') do if not defined GOT set "GOT=%%h"
if not defined GOT goto wrong_hash
set "GOT=%GOT: =%"
findstr /i /c:"%GOT%" python\SHA256.txt >nul 2>nul
if errorlevel 1 goto wrong_hash
if exist "%SETUP%" rmdir /s /q "%SETUP%"
mkdir "%SETUP%"
tar -xf "%PACKAGE%" -C "%SETUP%"
if errorlevel 1 goto not_unpacked
"%SETUP%\python.exe" "%HERE%install.py" %*
set "ENDED=%errorlevel%"
rmdir /s /q "%SETUP%"

:finish
if "%ENDED%"=="0" if exist "%LOCALAPPDATA%\xlplan\xlplan.cmd" call "%LOCALAPPDATA%\xlplan\xlplan.cmd" doctor
goto end

:no_python
echo Pythonが見つかりません。次のどちらかを用意してください。
echo   1. pythonフォルダに python-3.12.x-embed-amd64.zip と SHA256.txt を置く
echo   2. 64ビット版のPython 3.12または3.11を入れる
goto end

:wrong_hash
echo 「%PACKAGE%」のSHA-256が、pythonフォルダのSHA256.txtにありません。
echo   SHA-256: %GOT%
goto end

:not_unpacked
echo 「%PACKAGE%」を展開できません。

:end
popd
if not defined XLPLAN_QUIET pause
exit /b %ENDED%
