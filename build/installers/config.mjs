/**
 * electron-builder's configuration, for every platform. Updates have no address of their own here: electron-updater gets
 * one from the settings, and does nothing without. Values that `--check` validates against the builder's own schema.
 */
export const config = {
  appId: 'org.deskhand.app',
  productName: 'Deskhand',
  copyright: 'MIT licence',
  directories: { output: 'dist/installers', buildResources: 'build/icons' },
  files: [
    'package.json',
    'LICENSE',
    'out/main/**',
    'out/preload/**',
    'out/renderer/**',
    '!out/**/*.map',
    '!node_modules/{electron-vite,vite}/**',
  ],
  asar: true,
  // A library of machine code can't be loaded from inside an archive.
  asarUnpack: ['node_modules/better-sqlite3/**'],
  // One Node-API binary serves Node and Electron.
  npmRebuild: false,
  nodeGypRebuild: false,
  // Without a publisher the builder writes no app-update.yml and no latest*.yml, and the updater can do nothing. The
  // address is none: the settings name one, and until they do nothing is asked.
  publish: [{ provider: 'generic', url: 'https://updates.invalid/deskhand', channel: 'latest' }],
  protocols: [{ name: 'Deskhand ticket', schemes: ['deskhand'] }],
  electronLanguages: ['en', 'en-GB', 'en-US', 'zh-CN', 'zh_CN'],
  // What nobody needs is off: no Node in the program, no options or inspector from outside, only our own archive, checked.
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: {
    target: [
      { target: 'AppImage', arch: ['x64', 'arm64'] },
      { target: 'deb', arch: ['x64', 'arm64'] },
      { target: 'rpm', arch: ['x64', 'arm64'] },
    ],
    icon: 'build/icons/icon.png',
    category: 'Office',
    executableName: 'deskhand',
    synopsis: 'Console for support agents',
    desktop: { entry: { StartupWMClass: 'Deskhand', 'Name[zh_CN]': 'Deskhand 客服工作台' } },
    maintainer: 'Deskhand <deskhand@localhost>',
  },
  deb: { depends: ['libgtk-3-0', 'libnotify4', 'libnss3', 'libxss1', 'libxtst6', 'xdg-utils', 'libsecret-1-0'] },
  win: { target: [{ target: 'nsis', arch: ['x64', 'arm64'] }], icon: 'build/icons/icon.png' },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    deleteAppDataOnUninstall: false,
  },
  mac: {
    target: [
      { target: 'dmg', arch: ['x64', 'arm64'] },
      // What the updater fetches on macOS.
      { target: 'zip', arch: ['x64', 'arm64'] },
    ],
    extendInfo: { NSUserNotificationAlertStyle: 'alert' },
    icon: 'build/icons/icon.png',
    category: 'public.app-category.business',
    hardenedRuntime: true,
    darkModeSupport: true,
  },
};

/** Targets by the builder's name of each platform. */
export const targets = Object.fromEntries(
  ['linux', 'win', 'mac'].map((platform) => [
    platform,
    config[platform].target.flatMap(({ target, arch }) => arch.map((one) => ({ target, arch: one }))),
  ]),
);
