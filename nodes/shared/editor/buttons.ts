/** A small button with its name on it. */
export function smallButton(name: string, press: () => void): JQuery {
  return $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' })
    .text(name)
    .on('click', press);
}

/**
 * A button that shows only a sign, with its name for the mouse and for who does not see it.
 *
 * @param icon a class of Font Awesome.
 */
export function iconButton(icon: string, name: string, press: () => void): JQuery {
  const button = $('<button>', { type: 'button', class: 'red-ui-button aliyun-iot-icon-button' });
  button.attr({ title: name, 'aria-label': name }).append($('<i>', { class: `fa ${icon}` }));
  return button.on('click', press);
}
