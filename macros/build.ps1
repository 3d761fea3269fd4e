# The way back if an Excel should ever refuse workbook/master.xlsm: let Excel itself take in the same sources.
#
#   powershell -ExecutionPolicy Bypass -File macros\build.ps1 -Master C:\work\master.xlsm [-Out C:\work\master_new.xlsm]
#
# Needs Excel, and "Trust access to the VBA project object model" (Trust Center, Macro Settings) while it runs. The ribbon is a
# part of the package that Excel does not write: it stays in a master that has it, and -Master may be any such master.
param(
    [Parameter(Mandatory = $true)][string]$Master,
    [string]$Out = $Master
)
$ErrorActionPreference = "Stop"
$folder = Split-Path -Parent $MyInvocation.MyCommand.Path
$macroWorkbook = 52
$excel = New-Object -ComObject Excel.Application
try {
    $excel.Visible = $false
    $excel.DisplayAlerts = $false
    $excel.AutomationSecurity = 3
    $book = $excel.Workbooks.Open((Resolve-Path $Master).Path)
    $components = $book.VBProject.VBComponents
    foreach ($source in Get-ChildItem $folder -Filter *.bas) {
        foreach ($old in @($components | Where-Object { $_.Name -eq $source.BaseName })) { $components.Remove($old) }
        # Excel takes in a file whole only when its lines end as on Windows; a checkout may have them otherwise.
        $copy = Join-Path $env:TEMP $source.Name
        Get-Content $source.FullName | Set-Content $copy -Encoding Ascii
        [void]$components.Import($copy)
        Remove-Item $copy
    }
    # The workbook's own module cannot be imported: its code goes in as text, without the lines of the file's head.
    $lines = Get-Content (Join-Path $folder "ThisWorkbook.cls")
    $last = ($lines | Select-String -Pattern "^Attribute " | Select-Object -Last 1).LineNumber
    $code = ($lines | Select-Object -Skip $last) -join "`r`n"
    $module = $components.Item($book.CodeName).CodeModule
    if ($module.CountOfLines -gt 0) { $module.DeleteLines(1, $module.CountOfLines) }
    $module.AddFromString($code)
    $book.SaveAs($Out, $macroWorkbook)
    $book.Close($false)
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    $package = [System.IO.Compression.ZipFile]::OpenRead($Out)
    $ribbon = $package.Entries | Where-Object { $_.FullName -like "customUI/*" }
    $package.Dispose()
    if (-not $ribbon) { Write-Warning "No ribbon in $Out. Put ribbon.xml in with an Office ribbon editor (customUI14)." }
    Write-Output "Saved: $Out"
}
finally {
    $excel.Quit()
    [void][System.Runtime.InteropServices.Marshal]::ReleaseComObject($excel)
}
