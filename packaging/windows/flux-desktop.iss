; The installer for Windows, for Inno Setup 6. build.py calls it, or by hand:
;   iscc /DVersion=0.1.0 /DBundle=..\..\build\package\frozen\flux-desktop /O..\..\dist flux-desktop.iss
; It installs for one person and asks for no rights; /ALLUSERS on the command line installs for everybody.

#ifndef Version
  #error Version is missing: /DVersion=0.1.0
#endif
#ifndef Bundle
  #define Bundle "..\..\build\package\frozen\flux-desktop"
#endif

[Setup]
AppId={{7D0E3A5C-5F0B-4E8A-9C55-0B7C7C1E4F21}
AppName=Flux Desktop
AppVersion={#Version}
AppVerName=Flux Desktop {#Version}
AppPublisher=The Flux Desktop authors
AppPublisherURL=https://github.com/flux-desktop/flux-desktop
AppSupportURL=https://github.com/flux-desktop/flux-desktop/issues
DefaultDirName={autopf}\Flux Desktop
DefaultGroupName=Flux Desktop
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=commandline dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile={#Bundle}\_internal\licences\Flux Desktop.txt
UninstallDisplayIcon={app}\flux-desktop.exe
OutputBaseFilename=flux-desktop-{#Version}-windows-setup
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
CloseApplications=yes

[Languages]
Name: "english"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked

[InstallDelete]
; An update leaves nothing of the version before it. Pictures and settings are elsewhere.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Bundle}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\Flux Desktop"; Filename: "{app}\flux-desktop.exe"; AppUserModelID: "io.github.flux_desktop.FluxDesktop"
Name: "{autodesktop}\Flux Desktop"; Filename: "{app}\flux-desktop.exe"; AppUserModelID: "io.github.flux_desktop.FluxDesktop"; Tasks: desktopicon

[Run]
Filename: "{app}\flux-desktop.exe"; Description: "{cm:LaunchProgram,Flux Desktop}"; Flags: nowait postinstall skipifsilent
