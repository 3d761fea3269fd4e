@echo off
rem xlplanを取り除きます。台帳、調査票、控えには触れません。Excelをすべて閉じてから実行してください。
rem   uninstall.cmd           既定の場所
rem   uninstall.cmd フォルダ  install.cmd --to で決めた場所
setlocal
set "BASE=%LOCALAPPDATA%\xlplan"
if not "%~1"=="" set "BASE=%~1"
if not exist "%BASE%\xlplan.cmd" (
    echo 「%BASE%」に、導入したxlplanはありません。
    if not defined XLPLAN_QUIET pause
    exit /b 1
)
del /q "%APPDATA%\Microsoft\Windows\Start Menu\Programs\Startup\xlplan.cmd" 2>nul
del /q "%USERPROFILE%\.xlplan\xlplan.conf" 2>nul
rmdir "%USERPROFILE%\.xlplan" 2>nul
for %%d in (python python.old python.new setup logs) do if exist "%BASE%\%%d" rmdir /s /q "%BASE%\%%d"
if exist "%BASE%\python" (
    echo 「%BASE%\python」を消せませんでした。Excelをすべて閉じ、もう一度実行してください。
    if not defined XLPLAN_QUIET pause
    exit /b 1
)
del /q "%BASE%\xlplan.cmd"
rmdir "%BASE%" 2>nul
echo 取り除きました。
if not defined XLPLAN_QUIET pause
