<?php
/**
 * Plugin Name: Referral form
 * Description: Shows the referral form of a study where a text has [referral_form study="my-study"].
 * Version: 0.1.0
 * Requires at least: 5.7
 * Requires PHP: 7.4
 * License: MIT OR Apache-2.0
 *
 * Beside this file lie `files`, a release of the form, and `studies`, the study files. Nothing else is shown: whoever may write texts
 * cannot bring a study of their own under the name of the site. The plugin stores nothing and receives nothing.
 */

defined('ABSPATH') || exit;

add_shortcode('referral_form', function ($given, $instead = '') {
    $given = shortcode_atts(['study' => '', 'source' => '', 'lang' => '', 'code' => '', 'heading_level' => ''], $given, 'referral_form');
    $study = 'studies/' . sanitize_file_name($given['study']) . '.json';
    if (!is_file(__DIR__ . "/$study")) {
        $told = 'The plugin "Referral form" has no file ' . $study . '.';
        return current_user_can('edit_posts') ? '<p><strong>' . esc_html($told) . '</strong></p>' : '';
    }
    $form = '<referral-form study="' . esc_url(plugins_url($study, __FILE__)) . '"';
    foreach (['source', 'lang', 'code', 'heading_level'] as $name) {
        $form .= $given[$name] === '' ? '' : ' ' . str_replace('_', '-', $name) . '="' . esc_attr($given[$name]) . '"';
    }
    $loader = 'files/referral-form.js';
    // The time makes it another address after every update. However often the tag stands on a page, the browser runs it once.
    $address = plugins_url($loader, __FILE__) . '?ver=' . filemtime(__DIR__ . "/$loader");
    return wp_get_script_tag(['type' => 'module', 'src' => esc_url_raw($address)]) . $form . '>' . wp_kses_post($instead) . '</referral-form>';
});
