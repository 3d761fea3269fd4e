@echo off
rem xlplanを導入します。管理者権限もネットワークも使いません。
rem   install.cmd            導入または更新
rem   install.cmd --attach   Excelからの起動が禁じられたPC向け
rem   install.cmd --rollback 1つ前の版に戻す
rem   環境変数XLPLAN_QUIETがあれば、キー入力を待ちません（ログオンスクリプト用）。
setlocal
set "HERE=%~dp0"
set "SETUP=%LOCALAPPDATA%\xlplan\setup"
set "PACKAGE="
for %%f in ("%HERE%python\python-3.*-embed-amd64.zip") do set "PACKAGE=%%f"
if defined PACKAGE goto embeddable

for %%p in ("py -3.12" "py -3.11" "python") do (
    %%~p -c "import sys; sys.exit(sys.maxsize < 2**32)" >nul 2>nul && (
        %%~p "%HERE%install.py" %*
        goto finish
    )
)
echo Pythonが見つかりません。次のどちらかを用意してください。
echo   1. pythonフォルダに python-3.12.x-embed-amd64.zip と SHA256.txt を置く
echo   2. 64ビット版のPython 3.12または3.11を入れる
if not defined XLPLAN_QUIET pause
exit /b 1

:embeddable
rem 置かれたPythonを、配布元で確かめたSHA-256と比べてから使います。
set "GOT="
for /f "skip=1 delims=" %%h in ('certutil -hashfile "%PACKAGE%" SHA256') do if not defined GOT set "GOT=%%h"
set "GOT=%GOT: =%"
findstr /i /c:"%GOT%" "%HERE%python\SHA256.txt" >nul 2>nul
if errorlevel 1 (
    echo 「%PACKAGE%」のSHA-256が、pythonフォルダのSHA256.txtにありません。
    echo   SHA-256: %GOT%
    if not defined XLPLAN_QUIET pause
    exit /b 1
)
if exist "%SETUP%" rmdir /s /q "%SETUP%"
mkdir "%SETUP%"
tar -xf "%PACKAGE%" -C "%SETUP%"
if errorlevel 1 (
    echo 「%PACKAGE%」を展開できません。
    if not defined XLPLAN_QUIET pause
    exit /b 1
)
"%SETUP%\python.exe" "%HERE%install.py" %*
set "ENDED=%errorlevel%"
rmdir /s /q "%SETUP%"
if not "%ENDED%"=="0" (
    if not defined XLPLAN_QUIET pause
    exit /b %ENDED%
)
goto diagnose

:finish
if errorlevel 1 (
    if not defined XLPLAN_QUIET pause
    exit /b 1
)

:diagnose
call "%LOCALAPPDATA%\xlplan\xlplan.cmd" doctor
if not defined XLPLAN_QUIET pause
