"""The hardware of a real board: a Raspberry Pi Pico W under MicroPython 1.25. Not yet seen on a bench.

Nothing here decides anything. An input that can't be read gives a reading that the rules refuse.
"""

import math
import time

from machine import ADC, I2C, PWM, UART, WDT, Pin, Timer

from chairboard import pins
from chairboard.controller import Controller
from chairboard.io import OPEN_OHM, Inputs

FULL = 65_535
BROKEN_TENTH_C = -400


class Board:
    """Pins, converters, a watchdog that resets the chip when the loop stands still, and a UART."""

    def __init__(self) -> None:
        self._uart = UART(pins.UART_ID, 115_200, tx=Pin(pins.UART_TX), rx=Pin(pins.UART_RX), rxbuf=512)
        numbers = (
            pins.CARRIAGE_UP,
            pins.CARRIAGE_DOWN,
            pins.PRESS,
            pins.HEATER,
            pins.AIR_VALVE,
            pins.VIBRATION,
        )
        self._pwm = [PWM(Pin(number, Pin.OUT, value=0), freq=1000, duty_u16=0) for number in numbers]
        self._contactor = Contactor()
        self._switch = Pin(pins.SWITCH, Pin.OUT, value=0)
        self._encoder = Encoder()
        self._converters = Converters()
        self._stimulator = Stimulator()
        self._watchdog = WDT(timeout=pins.WATCHDOG_MS)
        self._last_ticks = time.ticks_ms()
        self._now_ms = 0

    def now_ms(self) -> int:
        """Whole milliseconds since the start; the counter below it wraps."""
        ticks = time.ticks_ms()
        self._now_ms += time.ticks_diff(ticks, self._last_ticks)
        self._last_ticks = ticks
        return self._now_ms

    def read(self) -> bytes:
        """What the host has sent."""
        return self._uart.read(256) or b""

    def write(self, data: bytes) -> None:
        """What does not fit is lost."""
        self._uart.write(data)

    def sense(self, inputs: Inputs) -> None:
        """All readings anew."""
        inputs.position_um = self._encoder.position_um
        self._converters.read(inputs)

    def act(self, controller: Controller) -> None:
        """Set the pins. The contactor opens first and closes last."""
        out = controller.outputs
        if not out.contactor:
            self._contactor.hold(False)
        up, down = max(0, out.carriage_permille), max(0, -out.carriage_permille)
        levels = (up, down, out.press_permille, out.heater_permille, out.air_permille, out.vibration_permille)
        for pwm, level in zip(self._pwm, levels):
            pwm.duty_u16(level * FULL // 1000)
        self._stimulator.set(out.stimulation_tenth_ma, out.pulse_width_us, out.rate_tenth_hz)
        self._switch.value(out.switch)
        if out.contactor:
            self._contactor.hold(True)

    def wait(self, most_ms: int) -> None:
        """Until bytes come, or so long."""
        end = time.ticks_add(time.ticks_ms(), most_ms)
        while not self._uart.any() and time.ticks_diff(end, time.ticks_ms()) > 0:
            time.sleep_ms(1)

    def kick(self) -> None:
        """The loop lives: without this for 250 ms the chip resets, and every pin lets go."""
        self._watchdog.feed()
        self._contactor.kick()


class Contactor:
    """Two pins that swing against each other while the loop lives; the pump behind them needs the swing."""

    def __init__(self) -> None:
        self._pins = (Pin(pins.CONTACTOR_A, Pin.OUT, value=0), Pin(pins.CONTACTOR_B, Pin.OUT, value=0))
        self._swings = 0
        self._phase = 0
        Timer(-1, period=1, mode=Timer.PERIODIC, callback=self._swing)

    def hold(self, closed: bool) -> None:
        """Closed until the next word, and at most as long as the loop lives."""
        self._swings = 100 if closed else 0
        if not closed:
            for pin in self._pins:
                pin.value(0)

    def kick(self) -> None:
        """Another 100 ms, if it is closed."""
        if self._swings:
            self._swings = 100

    def _swing(self, _timer: Timer) -> None:
        if self._swings:
            self._swings -= 1
            self._phase ^= 1
            self._pins[0].value(self._phase)
            self._pins[1].value(self._phase ^ 1)


class Encoder:
    """Counts the carriage's way from where it is switched on: the lower end, where a spring holds it."""

    def __init__(self) -> None:
        self.position_um = 0
        self._b = Pin(pins.ENCODER_B, Pin.IN, Pin.PULL_UP)
        self._a = Pin(pins.ENCODER_A, Pin.IN, Pin.PULL_UP)
        self._a.irq(self._edge, Pin.IRQ_RISING | Pin.IRQ_FALLING)

    def _edge(self, a: Pin) -> None:
        self.position_um += pins.ENCODER_UM if a.value() == self._b.value() else -pins.ENCODER_UM


class Converters:
    """Thermistors on inputs of their own; everything slower behind the multiplexer."""

    def __init__(self) -> None:
        self._pad, self._guard = ADC(pins.PAD_ADC), ADC(pins.GUARD_ADC)
        self._other = ADC(pins.MULTIPLEXED_ADC)
        self._address = [Pin(number, Pin.OUT, value=0) for number in pins.MULTIPLEXER]

    def read(self, inputs: Inputs) -> None:
        """Every analogue reading."""
        inputs.pad_tenth_c = thermistor_tenth_c(self._pad.read_u16())
        inputs.guard_tenth_c = thermistor_tenth_c(self._guard.read_u16())
        inputs.roller_ma = self._scaled(pins.ROLLER_CURRENT, pins.ROLLER_MA_FULL)
        inputs.pressure_permille = self._scaled(pins.PRESSURE, 1000)
        inputs.supply_mv = self._scaled(pins.SUPPLY, pins.SUPPLY_MV_FULL)
        inputs.vibration_ma = self._scaled(pins.DEVICE_CURRENT, pins.DEVICE_MA_FULL)
        current = self._scaled(pins.STIMULATION_CURRENT, pins.STIMULATION_TENTH_MA_FULL)
        millivolts = self._scaled(pins.ELECTRODE_VOLTAGE, pins.ELECTRODE_V_FULL * 1000)
        inputs.stimulation_tenth_ma = current
        inputs.electrode_ohm = impedance_ohm(millivolts, current)

    def _scaled(self, channel: int, full: int) -> int:
        for bit, pin in enumerate(self._address):
            pin.value(channel >> bit & 1)
        return int(self._other.read_u16() * full // FULL)


class Stimulator:
    """The set value of an isolated current source (MCP4725), and the trigger of its pulses."""

    def __init__(self) -> None:
        self._bus = I2C(0, sda=Pin(pins.DAC_SDA), scl=Pin(pins.DAC_SCL), freq=400_000)
        self._trigger = PWM(Pin(pins.STIMULATION_TRIGGER, Pin.OUT, value=0), freq=100, duty_u16=0)
        self._was = (0, 0, 0)

    def set(self, tenth_ma: int, width_us: int, rate_tenth_hz: int) -> None:
        """Pulses of this size; a bus that fails leaves no trigger."""
        if (tenth_ma, width_us, rate_tenth_hz) == self._was:
            return
        self._was = (tenth_ma, width_us, rate_tenth_hz)
        self._trigger.duty_u16(0)
        try:
            code = tenth_ma * 4095 // pins.STIMULATION_TENTH_MA_FULL
            self._bus.writeto(pins.DAC_ADDRESS, bytes((code >> 8, code & 0xFF)))
        except OSError:
            return
        if tenth_ma:
            hz = max(8, rate_tenth_hz // 10)  # the slowest that the pin's PWM can do
            self._trigger.freq(hz)
            self._trigger.duty_u16(width_us * hz * FULL // 1_000_000)


def thermistor_tenth_c(reading: int) -> int:
    """From the divider of pull-up and NTC; an open or shorted one is far outside of what the rules take."""
    if not 400 < reading < FULL - 400:
        return BROKEN_TENTH_C
    ohm = pins.PULL_UP_OHM * reading / (FULL - reading)
    kelvin = 1 / (math.log(ohm / pins.THERMISTOR_OHM) / pins.THERMISTOR_BETA + 1 / 298.15)
    return round((kelvin - 273.15) * 10)


def impedance_ohm(millivolts: int, tenth_ma: int) -> int:
    """From peak voltage and current of the pulses; without current the electrodes count as open."""
    if tenth_ma < 1:
        return OPEN_OHM
    return min(millivolts * 10 // tenth_ma, OPEN_OHM)
