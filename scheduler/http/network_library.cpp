// Asio and Beast compiled once, so that every other file needs their declarations only.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
