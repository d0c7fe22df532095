/** Loaded before the program in real Electron (`-r`): keeps what a test can't reach from outside, and changes nothing. */
// Preloaded scripts are CommonJS.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { Notification, Tray } = require('electron');

const spied = { menu: null, notifications: [] };
globalThis.deskhandSpied = spied;

const setContextMenu = Tray.prototype.setContextMenu;
Tray.prototype.setContextMenu = function (menu) {
  spied.menu = menu;
  return setContextMenu.call(this, menu);
};
const show = Notification.prototype.show;
Notification.prototype.show = function () {
  spied.notifications.push(this);
  return show.call(this);
};
