@echo off
rem xlplanを取り除きます。台帳、調査票、控えには触れません。Excelをすべて閉じてから実行してください。
rem   uninstall.cmd           既定の場所
rem   uninstall.cmd フォルダ  install.cmd --to で決めた場所
setlocal
set "ENDED=1"
set "BASE=%LOCALAPPDATA%\xlplan"
if not "%~1"=="" set "BASE=%~1"
if not exist "%BASE%\xlplan.cmd" goto not_installed
del /q "%APPDATA%\Microsoft\Windows\Start Menu\Programs\Startup\xlplan.cmd" 2>nul
del /q "%USERPROFILE%\.xlplan\xlplan.conf" 2>nul
rmdir "%USERPROFILE%\.xlplan" 2>nul
for %%d in (python python.old python.new setup log) do if exist "%BASE%\%%d" rmdir /s /q "%BASE%\%%d"
if exist "%BASE%\python" goto in_use
del /q "%BASE%\xlplan.cmd"
rmdir "%BASE%" 2>nul
set "ENDED=0"
echo 取り除きました。
goto end

:not_installed
echo 「%BASE%」に、導入したxlplanはありません。
goto end

:in_use
echo 「%BASE%\python」を消せませんでした。Excelをすべて閉じ、もう一度実行してください。

:end
if not defined XLPLAN_QUIET pause
exit /b %ENDED%
