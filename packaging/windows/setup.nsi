; The Windows installer: for one user without administrator rights, or for everybody of the computer.
;
;   makensis -DSOURCE=<program folder> -DVERSION=0.1.0 -DICON=<.ico> -DOUT=<setup.exe> setup.nsi
;
; Silent: setup.exe /S [/ALLUSERS] [/D=C:\folder]. Exit codes: 0 done, 2 this system will not do, 3 the program
; is still open, 5 administrator rights are needed. Ledgers, keys and backups are never touched.
Unicode true
!ifndef SOURCE
  !error "SOURCE is the program folder"
!endif
!define APP "留渝来渝就业创业台账"
!define KEY "PlacementLedger"
!define EXE "placement-ledger.exe"
!define CLASS "PlacementLedger.ledger"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${KEY}"

!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"
!include "x64.nsh"
!include "WinVer.nsh"
!include "nsDialogs.nsh"

Name "${APP}"
OutFile "${OUT}"
RequestExecutionLevel user
SetCompressor /SOLID lzma
ManifestDPIAware true
ShowInstDetails nevershow
ShowUninstDetails nevershow
BrandingText "${APP} ${VERSION}"
InstallDir ""
Var Everybody
Var ForMe
Var ForAll

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXE}"
!define MUI_FINISHPAGE_RUN_TEXT "打开${APP}"
Page custom WhoseAsk WhoseLeave
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "将卸载程序。台账（.ledger）、密钥（.ledger.keys）和备份文件夹都留在原处，不会删除。"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${APP}"
VIAddVersionKey /LANG=2052 "FileDescription" "${APP}安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT 许可"

; --- where and for whom ---------------------------------------------------------------------------

!macro Refuse TEXT CODE
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    !insertmacro Refuse "这台电脑的系统是 32 位的，装不了。需要 64 位的 Windows 10 或 11。" 2
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
    !insertmacro Refuse "这台电脑的系统版本太低，装不了。需要 64 位的 Windows 10 或 11。" 2
  ${EndIf}
  SetRegView 64
  StrCpy $Everybody 0
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/ALLUSERS" $1
  ${IfNot} ${Errors}
    StrCpy $Everybody 1
  ${Else}
    ; An installation for everybody that is there is renewed as one, unless this user has one of his own.
    ReadRegStr $1 HKCU "Software\${KEY}" "Folder"
    ReadRegStr $2 HKLM "Software\${KEY}" "Folder"
    ${If} $1 == ""
    ${AndIf} $2 != ""
      StrCpy $Everybody 1
    ${EndIf}
  ${EndIf}
  Call Settle
FunctionEnd

Function Settle
  ${If} $Everybody == 1
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
      ${If} ${Silent}
        !insertmacro Refuse "给所有人安装要管理员权限。" 5
      ${EndIf}
    ${EndIf}
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
  ${If} $INSTDIR == ""
    ReadRegStr $INSTDIR SHCTX "Software\${KEY}" "Folder"
  ${EndIf}
  ${If} $INSTDIR == ""
    ${If} $Everybody == 1
      StrCpy $INSTDIR "$PROGRAMFILES64\${KEY}"
    ${Else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${KEY}"
    ${EndIf}
  ${EndIf}
FunctionEnd

Function WhoseAsk
  !insertmacro MUI_HEADER_TEXT "给谁安装" "没有管理员权限的，选“只给我自己”。"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 12u 100% 14u "只给我自己（不需要管理员权限）"
  Pop $ForMe
  ${NSD_CreateRadioButton} 0 32u 100% 14u "这台电脑的所有人（需要管理员密码）"
  Pop $ForAll
  ${NSD_CreateLabel} 0 58u 100% 30u "台账、密钥和备份不随程序安装和卸载：升级以后照旧打开，卸载以后仍在原处。"
  Pop $0
  ${If} $Everybody == 1
    ${NSD_Check} $ForAll
  ${Else}
    ${NSD_Check} $ForMe
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function WhoseLeave
  ${NSD_GetState} $ForAll $0
  ${If} $0 == ${BST_CHECKED}
    UserInfo::GetAccountType
    Pop $1
    ${If} $1 != "Admin"
      ; Started once more with an administrator's rights; this one ends.
      ClearErrors
      ExecShell "runas" "$EXEPATH" "/ALLUSERS"
      ${If} ${Errors}
        MessageBox MB_OK|MB_ICONEXCLAMATION "没有得到管理员权限，没有安装。可以改选“只给我自己”。"
        Abort
      ${EndIf}
      Quit
    ${EndIf}
  ${EndIf}
  ${If} $0 == ${BST_CHECKED}
    StrCpy $1 1
  ${Else}
    StrCpy $1 0
  ${EndIf}
  ${If} $1 != $Everybody
    StrCpy $Everybody $1
    StrCpy $INSTDIR ""
    Call Settle
  ${EndIf}
FunctionEnd

; --- installing -----------------------------------------------------------------------------------

!macro RequireClosed UN
Function ${UN}RequireClosed
  again:
  ${IfNot} ${FileExists} "$INSTDIR\${EXE}"
    Return
  ${EndIf}
  ClearErrors
  FileOpen $0 "$INSTDIR\${EXE}" a
  ${IfNot} ${Errors}
    FileClose $0
    Return
  ${EndIf}
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "程序还开着。请先退出${APP}，再点“重试”。" /SD IDCANCEL IDRETRY again
  SetErrorLevel 3
  Quit
FunctionEnd
!macroend
!insertmacro RequireClosed ""
!insertmacro RequireClosed "un."

Section "-program"
  Call RequireClosed
  ; Parts of the former version go, so that none of them is loaded by the new one. Nothing else in the folder does.
  ${If} ${FileExists} "$INSTDIR\${EXE}"
    RMDir /r "$INSTDIR\_internal"
  ${EndIf}
  SetOutPath "$INSTDIR"
  SetOverwrite on
  File /r "${SOURCE}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${APP}.lnk" "$INSTDIR\${EXE}"

  WriteRegStr SHCTX "Software\${KEY}" "Folder" "$INSTDIR"
  WriteRegStr SHCTX "Software\${KEY}" "Version" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "${APP}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${EXE}"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" "$0"

  ; A double click on a ledger opens it; another program's claim to the suffix is left alone.
  WriteRegStr SHCTX "Software\Classes\${CLASS}" "" "就业创业台账"
  WriteRegStr SHCTX "Software\Classes\${CLASS}\DefaultIcon" "" "$INSTDIR\${EXE},0"
  WriteRegStr SHCTX "Software\Classes\${CLASS}\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'
  WriteRegStr SHCTX "Software\Classes\.ledger\OpenWithProgids" "${CLASS}" ""
  ReadRegStr $0 SHCTX "Software\Classes\.ledger" ""
  ${If} $0 == ""
    WriteRegStr SHCTX "Software\Classes\.ledger" "" "${CLASS}"
  ${EndIf}
  ${RefreshShellIcons}
SectionEnd

; --- uninstalling ---------------------------------------------------------------------------------

Function un.onInit
  SetRegView 64
  ; Whose it is, is what the registry says of this folder.
  SetShellVarContext current
  ReadRegStr $0 HKCU "Software\${KEY}" "Folder"
  ${If} $0 != $INSTDIR
    ReadRegStr $0 HKLM "Software\${KEY}" "Folder"
    ${If} $0 == $INSTDIR
      SetShellVarContext all
      UserInfo::GetAccountType
      Pop $1
      ${If} $1 != "Admin"
        ${If} ${Silent}
          SetErrorLevel 5
          Quit
        ${EndIf}
        ExecShell "runas" "$INSTDIR\uninstall.exe"
        Quit
      ${EndIf}
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "Uninstall"
  Call un.RequireClosed
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${EXE}"
  Delete "$INSTDIR\placement-ledger-command.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${APP}.lnk"
  ReadRegStr $0 SHCTX "Software\Classes\.ledger" ""
  ${If} $0 == "${CLASS}"
    DeleteRegValue SHCTX "Software\Classes\.ledger" ""
  ${EndIf}
  DeleteRegValue SHCTX "Software\Classes\.ledger\OpenWithProgids" "${CLASS}"
  DeleteRegKey /ifempty SHCTX "Software\Classes\.ledger\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "Software\Classes\.ledger"
  DeleteRegKey SHCTX "Software\Classes\${CLASS}"
  DeleteRegKey SHCTX "${UNINSTALL}"
  DeleteRegKey SHCTX "Software\${KEY}"
  ${RefreshShellIcons}
  ${IfNot} ${Silent}
    MessageBox MB_OK|MB_ICONINFORMATION "程序已卸载。$\r$\n台账（.ledger）、密钥（.ledger.keys）和备份文件夹都在原处，没有删除；新建时默认放在“$DOCUMENTS”。$\r$\n重新安装后照旧打开。"
  ${EndIf}
SectionEnd
