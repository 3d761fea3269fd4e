Attribute VB_Name = "xlplan_ribbon"
Option Explicit

' The buttons of the tab (ribbon.xml). Each runs one line of Python; everything else is there.
' Controls are taken as Object, not as IRibbonControl: then no library has to be found but those of Excel itself.

Public Sub XlplanPress(control As Object)
    XlplanRun control.Tag
End Sub

Public Sub XlplanRun(ByVal action As String)
    Dim calculated As Long
    If Not XlplanReady() Then Exit Sub
    calculated = Application.Calculation
    On Error GoTo blocked
    ' Anything but 0 is a Python that ended in an error, of which the officer has been told by XlplanFailed.
    If RunPython("from xlplan.hosts.desktop import run; run('" & action & "')") <> 0 Then XlplanRestore calculated
    Exit Sub
blocked:
    XlplanRestore calculated
    XlplanBlocked Err.Description
End Sub

Private Sub XlplanRestore(ByVal calculated As Long)
    On Error Resume Next
    Application.StatusBar = False
    Application.ScreenUpdating = True
    Application.EnableEvents = True
    If Application.Calculation <> calculated Then Application.Calculation = calculated
End Sub
