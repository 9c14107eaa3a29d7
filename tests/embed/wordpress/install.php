<?php
// Sets up WordPress as its own installer does, with an administrator and an author: `php install.php FOLDER`.
$database = new mysqli('localhost', 'root', '', '', 0, getenv('WORDPRESS_SOCKET'));
$database->query('CREATE DATABASE wordpress');
define('WP_INSTALLING', true);
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
// Nobody gets a letter.
add_filter('pre_wp_mail', '__return_true');
wp_install('Example Patient Organisation', 'administrator', 'administrator@clinic.example', false, '', 'secret');
wp_insert_user(['user_login' => 'author', 'user_pass' => 'secret', 'user_email' => 'author@clinic.example', 'role' => 'author']);
switch_theme('twentytwentythree');
echo 'WordPress ', $GLOBALS['wp_version'], ' with ', wp_get_theme()->get('Name'), "\n";
