Attribute VB_Name = "xlplan_python"
Option Explicit

' Where Python is, and what an officer is told when it does not answer.
'
' A setting (INTERPRETER_WIN and the others of xlwings) is looked for in this order:
'   1. sheet "xlplan.conf" of this workbook (may be hidden): names in column A, values in column B
'   2. file xlplan.conf beside this workbook
'   3. file %USERPROFILE%\.xlplan\xlplan.conf
'   4. for INTERPRETER_WIN: the environment variable XLPLAN_PYTHON
'   5. for INTERPRETER_WIN: %LOCALAPPDATA%\xlplan\python\python.exe, where the installation guide puts it

Public Function XlplanDefault(ByVal setting As String, ByVal other As String) As String
    Select Case setting
    Case "INTERPRETER_WIN"
        XlplanDefault = Environ("XLPLAN_PYTHON")
        If XlplanDefault = "" Then XlplanDefault = Environ("LOCALAPPDATA") & "\xlplan\python\python.exe"
    Case "ADD_WORKBOOK_TO_PYTHONPATH"
        XlplanDefault = "false"   ' no module beside a workbook may take the place of ours
    Case Else
        XlplanDefault = other
    End Select
End Function

Public Function XlplanPython() As String
    XlplanPython = GetConfig("INTERPRETER_WIN", "")
End Function

' Whether a button can be run at all; if not, the officer has been told.
Public Function XlplanReady() As Boolean
    If ThisWorkbook.Path = "" Then
        MsgBox XlplanText("save_first"), vbExclamation, XlplanText("title")
    ElseIf Not FileExists(XlplanPython()) Then
        XlplanNoPython XlplanPython()
    Else
        XlplanReady = True
    End If
End Function

Public Sub XlplanNoPython(ByVal place As String)
    MsgBox XlplanTextWith("no_python", place), vbExclamation, XlplanText("title")
End Sub

' Excel may not start another program: a rule of the antivirus, mostly.
Public Sub XlplanBlocked(ByVal reason As String)
    MsgBox XlplanTextWith("blocked", reason), vbExclamation, XlplanText("title")
End Sub

' Python ended in an error before it could tell of it in Japanese: what it wrote goes to a file.
Public Sub XlplanFailed(ByVal report As String)
    Dim place As String, number As Integer
    place = Environ("TEMP") & "\xlplan_" & Format(Now, "yyyymmdd_hhnnss") & ".log"
    On Error GoTo unwritten
    number = FreeFile
    Open place For Output As #number
    Print #number, report
    Close #number
    MsgBox XlplanTextWith("failed", place), vbExclamation, XlplanText("title")
    Exit Sub
unwritten:
    MsgBox XlplanTextWith("failed", Left$(report, 500)), vbExclamation, XlplanText("title")
End Sub

' What the installation comes to on this machine, for the one who installs: =XLPLAN_STATE() in any cell, or Alt+F8.
Public Function XLPLAN_STATE() As String
    Dim python As String
    python = XlplanPython()
    If Dir(python) = "" Then
        XLPLAN_STATE = XlplanTextWith("state_no_python", python)
    Else
        XLPLAN_STATE = XlplanTextWith("state_python", python)
    End If
End Function

Public Sub XlplanShowState()
    Dim cell As Object
    Set cell = ActiveCell
    If cell.Formula <> "" Then
        MsgBox XlplanText("state_blank_cell"), vbExclamation, XlplanText("title")
    Else
        cell.Value = XLPLAN_STATE()
    End If
End Sub
