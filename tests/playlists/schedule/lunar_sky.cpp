#include "playlists/schedule/lunar_sky.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace bangtin::playlists::testing {

namespace {

using std::chrono::days;

constexpr double minutes_of_day = 1440;
constexpr double unix_epoch = 2440587.5;  // Julian date
constexpr double j2000 = 2451545.0;

double radians(double degrees) {
  return std::fmod(degrees, 360.0) * std::numbers::pi / 180.0;
}

// Dynamical time minus universal time, in seconds, 1860 to 2150.
double delta_t(double julian_date) {
  const double year = 2000.0 + (julian_date - j2000) / 365.25;
  auto polynomial = [](double t, std::initializer_list<double> coefficients) {
    double sum = 0, power = 1;
    for (double c : coefficients) {
      sum += c * power;
      power *= t;
    }
    return sum;
  };
  if (year < 1900) {
    return polynomial(year - 1860, {7.62, 0.5737, -0.251754, 0.01680668, -0.0004473624, 1 / 233174.0});
  }
  if (year < 1920) return polynomial(year - 1900, {-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197});
  if (year < 1941) return polynomial(year - 1920, {21.20, 0.84493, -0.076100, 0.0020936});
  if (year < 1961) return polynomial(year - 1950, {29.07, 0.407, -1 / 233.0, 1 / 2547.0});
  if (year < 1986) return polynomial(year - 1975, {45.45, 1.067, -1 / 260.0, -1 / 718.0});
  if (year < 2005) {
    return polynomial(year - 2000, {63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599});
  }
  if (year < 2050) return polynomial(year - 2000, {62.92, 0.32217, 0.005589});
  const double u = (year - 1820) / 100;
  return -20 + 32 * u * u - 0.5628 * (2150 - year);
}

sky_minutes universal(double dynamical_julian_date) {
  const double jd = dynamical_julian_date - delta_t(dynamical_julian_date) / 86400;
  return (jd - unix_epoch) * minutes_of_day;
}

double dynamical(sky_minutes t) {
  const double jd = unix_epoch + t / minutes_of_day;
  return jd + delta_t(jd) / 86400;
}

// amplitude * E^|sun| * sin(sun * M + moon * M' + node * F + ascending * Omega)
struct moon_term {
  double amplitude;
  int sun, moon, node, ascending;
};

constexpr std::array<moon_term, 25> moon_terms{{
    {-0.40720, 0, 1, 0, 0}, {0.17241, 1, 0, 0, 0},   {0.01608, 0, 2, 0, 0},    {0.01039, 0, 0, 2, 0},
    {0.00739, -1, 1, 0, 0}, {-0.00514, 1, 1, 0, 0},  {0.00208, 2, 0, 0, 0},    {-0.00111, 0, 1, -2, 0},
    {-0.00057, 0, 1, 2, 0}, {0.00056, 1, 2, 0, 0},   {-0.00042, 0, 3, 0, 0},   {0.00042, 1, 0, 2, 0},
    {0.00038, 1, 0, -2, 0}, {-0.00024, -1, 2, 0, 0}, {-0.00017, 0, 0, 0, 1},   {-0.00007, 2, 1, 0, 0},
    {0.00004, 0, 2, -2, 0}, {0.00004, 3, 0, 0, 0},   {0.00003, 1, 1, -2, 0},   {0.00003, 0, 2, 2, 0},
    {-0.00003, 1, 1, 2, 0}, {0.00003, -1, 1, 2, 0},  {-0.00002, -1, 1, -2, 0}, {-0.00002, 1, 3, 0, 0},
    {0.00002, 0, 4, 0, 0},
}};

// For the planets: amplitude * sin(phase + rate * k).
struct planet_term {
  double phase, rate, amplitude;
};

constexpr std::array<planet_term, 14> planet_terms{{
    {299.77, 0.107408, 0.000325},  // with -0.009173 T^2 in its phase
    {251.88, 0.016321, 0.000165},
    {251.83, 26.651886, 0.000164},
    {349.42, 36.412478, 0.000126},
    {84.66, 18.206239, 0.000110},
    {141.74, 53.303771, 0.000062},
    {207.14, 2.453732, 0.000060},
    {154.84, 7.306860, 0.000056},
    {34.52, 27.261239, 0.000047},
    {207.19, 0.121824, 0.000042},
    {291.34, 1.844379, 0.000040},
    {161.72, 24.198154, 0.000037},
    {239.56, 25.513099, 0.000035},
    {331.55, 3.592518, 0.000023},
}};

// amplitude * cos(phase + rate * millennia), in radians times 10^8.
struct sun_term {
  double amplitude, phase, rate;
};

constexpr std::array<sun_term, 38> earth_longitude_0{{
    {175347046, 0, 0},           {3341656, 4.6692568, 6283.07585},
    {34894, 4.6261, 12566.1517}, {3497, 2.7441, 5753.3849},
    {3418, 2.8289, 3.5231},      {3136, 3.6277, 77713.7715},
    {2676, 4.4181, 7860.4194},   {2343, 6.1352, 3930.2097},
    {1324, 0.7425, 11506.7698},  {1273, 2.0371, 529.691},
    {1199, 1.1096, 1577.3435},   {990, 5.233, 5884.927},
    {902, 2.045, 26.298},        {857, 3.508, 398.149},
    {780, 1.179, 5223.694},      {753, 2.533, 5507.553},
    {505, 4.583, 18849.228},     {492, 4.205, 775.523},
    {357, 2.92, 0.067},          {317, 5.849, 11790.629},
    {284, 1.899, 796.298},       {271, 0.315, 10977.079},
    {243, 0.345, 5486.778},      {206, 4.806, 2544.314},
    {205, 1.869, 5573.143},      {202, 2.458, 6069.777},
    {156, 0.833, 213.299},       {132, 3.411, 2942.463},
    {126, 1.083, 20.775},        {115, 0.645, 0.98},
    {103, 0.636, 4694.003},      {102, 0.976, 15720.839},
    {102, 4.267, 7.114},         {99, 6.21, 2146.17},
    {98, 0.68, 155.42},          {86, 5.98, 161000.69},
    {85, 1.3, 6275.96},          {85, 3.67, 71430.7},
}};
constexpr std::array<sun_term, 9> earth_longitude_1{{
    {628331966747, 0, 0},
    {206059, 2.678235, 6283.07585},
    {4303, 2.6351, 12566.1517},
    {425, 1.59, 3.523},
    {119, 5.796, 26.298},
    {109, 2.966, 1577.344},
    {93, 2.59, 18849.23},
    {72, 1.14, 529.69},
    {68, 1.87, 398.15},
}};
constexpr std::array<sun_term, 3> earth_longitude_2{
    {{52919, 0, 0}, {8720, 1.0721, 6283.0758}, {309, 0.867, 12566.152}}};

template <std::size_t N>
double sum_of(const std::array<sun_term, N>& terms, double millennia) {
  double sum = 0;
  for (const sun_term& t : terms) sum += t.amplitude * std::cos(t.phase + t.rate * millennia);
  return sum;
}

// Apparent longitude in degrees, not normalized.
double sun_longitude(double dynamical_julian_date) {
  const double t = (dynamical_julian_date - j2000) / 365250;
  const double earth = (sum_of(earth_longitude_0, t) + t * sum_of(earth_longitude_1, t) +
                        t * t * sum_of(earth_longitude_2, t)) /
                       1e8;
  const double degrees = earth * 180 / std::numbers::pi + 180;
  const double c = t * 10;
  const double node = radians(125.04452 - 1934.136261 * c);
  const double sun = radians(280.4665 + 36000.7698 * c);
  const double moon = radians(218.3165 + 481267.8813 * c);
  const double anomaly = radians(357.52911 + 35999.05029 * c);
  const double nutation = -17.20 * std::sin(node) - 1.32 * std::sin(2 * sun) - 0.23 * std::sin(2 * moon) +
                          0.21 * std::sin(2 * node);
  const double aberration = -20.4898 * (1 + 0.0167 * std::cos(anomaly));
  const double to_fk5 = -0.09033;
  return degrees + (nutation + aberration + to_fk5) / 3600;
}

// The day of the k-th new moon, and whether a major solar term (a multiple of 30 degrees) falls into the
// month that begins with it.
int major_terms_before(programme::local_day d) {
  const sky_minutes midnight = static_cast<double>(d.time_since_epoch().count()) * minutes_of_day - 420;
  return static_cast<int>(std::floor(sun_longitude(dynamical(midnight)) / 30));
}

bool has_major_term(int k) {
  return major_terms_before(vietnam_day(new_moon(k))) != major_terms_before(vietnam_day(new_moon(k + 1)));
}

// The lunation whose month contains the winter solstice of the year.
int eleventh_month(int year) {
  const double around = (year + 0.97 - 2000) * 12.3685;
  const programme::local_day december(
      std::chrono::year_month_day(std::chrono::year(year), std::chrono::December, std::chrono::day(21)));
  const sky_minutes solstice =
      sun_reaches(270, static_cast<double>(december.time_since_epoch().count()) * minutes_of_day);
  int k = static_cast<int>(around) + 2;
  while (vietnam_day(new_moon(k)) > vietnam_day(solstice)) --k;
  return k;
}

}  // namespace

sky_minutes new_moon(int k) {
  const double t = k / 1236.85, t2 = t * t, t3 = t2 * t, t4 = t3 * t;
  const double e = 1 - 0.002516 * t - 0.0000074 * t2;
  const double sun = 2.5534 + 29.10535670 * k - 0.0000014 * t2 - 0.00000011 * t3;
  const double moon = 201.5643 + 385.81693528 * k + 0.0107582 * t2 + 0.00001238 * t3 - 0.000000058 * t4;
  const double node = 160.7108 + 390.67050284 * k - 0.0016118 * t2 - 0.00000227 * t3 + 0.000000011 * t4;
  const double ascending = 124.7746 - 1.56375588 * k + 0.0020672 * t2 + 0.00000215 * t3;
  double jd = 2451550.09766 + 29.530588861 * k + 0.00015437 * t2 - 0.000000150 * t3 + 0.00000000073 * t4;
  for (const moon_term& m : moon_terms) {
    jd += m.amplitude * std::pow(e, std::abs(m.sun)) *
          std::sin(radians(m.sun * sun + m.moon * moon + m.node * node + m.ascending * ascending));
  }
  for (const planet_term& p : planet_terms) {
    const double curve = &p == &planet_terms[0] ? -0.009173 * t2 : 0;
    jd += p.amplitude * std::sin(radians(p.phase + p.rate * k + curve));
  }
  return universal(jd);
}

sky_minutes sun_reaches(double degrees, sky_minutes near) {
  for (int i = 0; i < 20; ++i) {
    const double ahead = std::remainder(sun_longitude(dynamical(near)) - degrees, 360.0);
    near -= ahead * 365.2422 / 360 * minutes_of_day;
  }
  return near;
}

programme::local_day vietnam_day(sky_minutes t) {
  return programme::local_day(days(static_cast<int>(std::floor((t + 420) / minutes_of_day))));
}

std::vector<sky_month> lunar_year(int year) {
  std::vector<sky_month> months;
  // From the eleventh month of one year to that of the next, twice.
  for (int from_year : {year - 1, year}) {
    const int first = eleventh_month(from_year), next = eleventh_month(from_year + 1);
    bool may_leap = next - first == 13;
    int number = 11;
    for (int k = first; k < next; ++k) {
      sky_month m;
      m.leap = may_leap && k > first && !has_major_term(k);
      if (m.leap) may_leap = false;
      if (k > first && !m.leap) number = number % 12 + 1;
      m.month = number;
      m.first = vietnam_day(new_moon(k));
      m.days = static_cast<int>((vietnam_day(new_moon(k + 1)) - m.first).count());
      // Months 11 and 12 at the beginning belong to the previous year, months 1 to 10 at the end to the next.
      const bool at_the_beginning = k - first < 3 && number >= 11;
      if (from_year == year ? at_the_beginning : !at_the_beginning) months.push_back(m);
    }
  }
  return months;
}

}  // namespace bangtin::playlists::testing
