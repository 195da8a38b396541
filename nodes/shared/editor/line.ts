/**
 * A line of `aliyun-iot-lines`: a sign and words.
 *
 * @param icon a class of Font Awesome; `fa-fw` for the room of one.
 * @param tag `<li>` in a list.
 */
export function line(icon: string, words: string, tag: '<div>' | '<li>' = '<div>'): JQuery {
  const sign = $('<i>', { class: `fa fa-fw ${icon}`, 'aria-hidden': 'true' });
  return $(tag, { class: 'aliyun-iot-line' }).append(sign, $('<span>').text(words));
}
