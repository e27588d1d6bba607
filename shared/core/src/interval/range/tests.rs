//! Each form that people write, and each that they get wrong.

use super::*;

#[test]
fn ranges_read_back_as_they_were_written() {
    fn same<T: FromStr<Err = IntervalError> + fmt::Display>(texts: &[(&str, &str)]) {
        for (written, shown) in texts {
            let range = written
                .parse::<T>()
                .unwrap_or_else(|why| panic!("{written}: {why}"));
            assert_eq!(range.to_string(), *shown);
        }
    }
    same::<WeekdayRange>(&[
        ("monday:friday", "monday:friday"),
        ("Sunday", "sunday"),
        (" monday : monday ", "monday"),
    ]);
    same::<MonthRange>(&[
        ("January:december", "january:december"),
        ("2:3", "february:march"),
        ("12", "december"),
    ]);
    same::<DayRange>(&[
        ("1:-1", "1:-1"),
        ("-3:-1", "-3:-1"),
        ("29:-1", "29:-1"),
        ("15", "15"),
    ]);
    same::<YearRange>(&[("2026:2028", "2026:2028"), ("2026", "2026")]);
}

#[test]
fn faults_name_the_part_that_is_wrong() {
    let weekday = |text: &str| text.parse::<WeekdayRange>().unwrap_err();
    let text = |text: &str| text.to_owned();
    assert_eq!(
        weekday("monday:fryday"),
        IntervalError::Weekday { text: text("fryday") }
    );
    assert_eq!(weekday("1:3"), IntervalError::Weekday { text: text("1") });
    assert_eq!(
        weekday("friday:monday"),
        IntervalError::Backwards {
            text: text("friday:monday")
        }
    );
    assert_eq!(
        weekday("monday:tuesday:friday"),
        IntervalError::Range {
            text: text("monday:tuesday:friday")
        }
    );
    let month = |text: &str| text.parse::<MonthRange>().unwrap_err();
    assert_eq!(month("13"), IntervalError::Month { text: text("13") });
    assert_eq!(
        month("december:january"),
        IntervalError::Backwards {
            text: text("december:january")
        }
    );
    let day = |text: &str| text.parse::<DayRange>().unwrap_err();
    assert_eq!(day("0"), IntervalError::Day { text: text("0") });
    assert_eq!(day("1:32"), IntervalError::Day { text: text("32") });
    assert_eq!(day("-15:5"), IntervalError::MixedDays { text: text("-15:5") });
    // The 10th to the 25th last: in the longest month, the 7th.
    assert_eq!(day("10:-25"), IntervalError::Backwards { text: text("10:-25") });
    let year = |text: &str| text.parse::<YearRange>().unwrap_err();
    assert_eq!(year("0"), IntervalError::Year { text: text("0") });
    assert_eq!(
        year("2028:2026"),
        IntervalError::Backwards {
            text: text("2028:2026")
        }
    );
}
